import Engine
import Rendering
import Trial

/// Prints trials, for every command that is about one.
enum TrialOutput {
    /// Prints a trial as text or as JSON.
    ///
    /// The next commands come last; the text omits them if the trial is over and `withSteps` is false.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - json: whether to print JSON.
    ///   - withSteps: whether the text lists the next commands even if the trial is over.
    ///   - down: the profiles that were up before the trial and are not up now.
    static func show(
        _ record: TrialRecord, json: Bool, withSteps: Bool = false, down: [DownProfile] = []
    ) {
        let standing = TrialStanding(of: record, on: LinuxHost.own)
        let next = steps(for: standing, down: down)
        if json { return Console.document(report(standing, next)) }
        let style = Console.style(of: 1)
        let view = TrialView(style: style)
        Console.out(
            view.status(of: record, now: standing.now, date: standing.date, time: Console.time)
                + view.keeper(
                    of: record, guardian: standing.guardian, now: standing.now, date: standing.date, Console.time)
                + (withSteps || !record.isOver ? NextSteps.text(next, style: style) : ""))
    }

    /// The part of a JSON document that describes a trial as it is at this moment.
    static func report(_ record: TrialRecord) -> TrialReport {
        let standing = TrialStanding(of: record, on: LinuxHost.own)
        return report(standing, steps(for: standing, down: []))
    }

    /// The text that says at which addresses to log in while a trial is pending, if the plan could not say so.
    ///
    /// - Returns: the text; empty if the trial is not pending, or the host cannot be read.
    static func addresses(of record: TrialRecord, in session: Session) async -> String {
        guard case .pending = record.phase, let live = await session.look() else { return "" }
        return AddressView.text(of: record, on: live)
    }

    private static func report(_ standing: TrialStanding, _ next: [NextStep]) -> TrialReport {
        TrialReport(standing.record, now: standing.now, guardian: standing.guardian, next: next)
    }

    private static func steps(for standing: TrialStanding, down: [DownProfile]) -> [NextStep] {
        let down = down.map {
            NextSteps.Down(profile: $0.id, uuid: $0.uuid, interface: $0.interface, isOnlyOne: $0.isOnlyOne)
        }
        return NextSteps(
            for: standing.record, isGuarded: standing.guardian != nil, entry: standing.entry, down: down
        ).steps
    }
}

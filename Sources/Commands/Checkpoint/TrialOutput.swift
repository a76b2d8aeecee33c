import Engine
import Rendering
import Trial

/// How every command prints the trial that it is about.
enum TrialOutput {
    /// Prints a trial in the form that was asked for.
    ///
    /// What can be typed now stands at the end: always for programs, and for people where they asked for it or have
    /// something to decide.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - json: for programs.
    ///   - withSteps: say what can be typed also when the trial is over.
    ///   - down: profiles that were up before the trial and are not up now.
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

    /// A trial for programs, as it is at this moment.
    static func report(_ record: TrialRecord) -> TrialReport {
        let standing = TrialStanding(of: record, on: LinuxHost.own)
        return report(standing, steps(for: standing, down: []))
    }

    /// Where to log in while a trial is pending, if that could not be known beforehand.
    ///
    /// - Returns: nothing for other trials, and where NetworkManager does not answer.
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

import Rendering
import System
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
        _ record: TrialRecord, json: Bool, withSteps: Bool = false, down: [NextSteps.Down] = []
    ) {
        let (host, guardian) = (Session.host, guardian(of: record))
        let next = steps(for: record, guardian, down: down)
        if json {
            let report = TrialReport(record, now: host.now(), guardian: guardian, next: next)
            return Console.document(report)
        }
        let style = Console.style(of: 1)
        let view = TrialView(style: style)
        Console.out(
            view.status(of: record, now: host.now(), date: host.date(), time: Console.time)
                + view.keeper(of: record, guardian: guardian, now: host.now(), date: host.date(), Console.time)
                + (withSteps || !record.isOver ? NextSteps.text(next, style: style) : ""))
    }

    /// A trial for programs, as it is at this moment.
    static func report(_ record: TrialRecord) -> TrialReport {
        let guardian = guardian(of: record)
        return TrialReport(
            record, now: Session.host.now(), guardian: guardian, next: steps(for: record, guardian, down: []))
    }

    private static func guardian(of record: TrialRecord) -> ProcessIdentity? {
        record.isOver ? nil : Session.host.guardian(of: record.id)
    }

    private static func steps(
        for record: TrialRecord, _ guardian: ProcessIdentity?, down: [NextSteps.Down]
    ) -> [NextStep] {
        let entry = record.isOver ? (try? TrialStore().number(of: record)) ?? nil : nil
        return NextSteps(for: record, isGuarded: guardian != nil, entry: entry, down: down).steps
    }
}

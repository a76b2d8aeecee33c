import ArgumentParser
import Engine
import Rendering
import Trial

extension CheckpointGroup {
    struct Forget: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave what a rollback could not restore as it is.",
            discussion: """
                After a rollback that left something otherwise than before, the guard tries
                again until the previous network was seen to be back. This ends that: the trial
                stays undetermined, and the next one can begin. What is still otherwise is
                listed, and yours to put right.

                A record that is damaged is moved away, to trial.json.damaged beside it.
                Nothing of this touches the network.
                """)

        @OptionGroup var trial: TrialOption
        @Flag(help: "Print the trial as JSON.")
        var json = false

        func run() throws {
            switch try Engine.Forget.run(trial.id, for: .current, on: LinuxHost.own) {
            case .trial(let record): TrialOutput.show(record, json: json)
            case .damaged(let path):
                if json { return Console.document(NoTrialReport()) }
                Console.out(
                    "The record that could not be read is now \(path).\n"
                        + "Nothing was changed in the network, which may be the previous one or a new one: look at it\n"
                        + "(nm-topology show, nmcli device) before the next apply.\n")
            }
        }
    }
}

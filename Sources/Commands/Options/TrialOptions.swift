import ArgumentParser
import Engine
import Glibc
import Rendering

/// The options of every command that starts a trial.
struct TrialOptions: ParsableArguments {
    enum Confirmation: String, ExpressibleByArgument, CaseIterable {
        case ask, manual, checks, history
    }

    @Option(help: ArgumentHelp("Seconds to confirm in, once all is up: 10 to 86400.", valueName: "SECONDS"))
    var timeout = 120

    @Option(
        help: ArgumentHelp(
            "Who confirms: `ask` here, `manual` from another login, `checks` the spec's checks, `history` that this very "
                + "spec was confirmed before. Default: ask on a terminal, else manual.",
            valueName: "ask|manual|checks|history"))
    var confirm: Confirmation?

    @OptionGroup var settling: SettleOption

    @Flag(name: .customLong("dry-run"), help: "Show the plan and stop.")
    var dryRun = false

    @Flag(help: "Print the trial, or the plan of a dry run, as JSON on standard output.")
    var json = false

    enum ProgressForm: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(
        help: ArgumentHelp(
            "How to tell what happens meanwhile: `text` on standard error, or `json`: a JSON document on each line of "
                + "standard output, the last one that of --json, which it implies.", valueName: "text|json"))
    var progress = ProgressForm.text

    func validate() throws {
        guard (10...86400).contains(timeout) else { throw ValidationError("--timeout takes 10 to 86400 seconds.") }
        if confirm == .ask, !Console.isInteractive {
            throw ValidationError("--confirm ask needs a terminal to ask on; use --confirm manual.")
        }
    }

    /// Whether the command reports how it ended as a JSON document.
    var isJSON: Bool { json || progress == .json }

    /// Makes the observer that shows progress as `--progress` says.
    func observer(style: Style) -> any TrialObserver {
        switch progress {
        case .text: ProgressPrinter(style: style, isLive: isatty(STDERR_FILENO) == 1)
        case .json: EventPrinter()
        }
    }

    /// The terms of the trial that these options ask for.
    var terms: TrialTerms {
        TrialTerms(
            timeout: timeout, settle: settling.settle, checksDecide: mode == .checks, historyDecides: mode == .history)
    }

    /// Who confirms the trial: as `--confirm` says, or by default the user on a terminal, and another login elsewhere.
    var mode: Confirmation { confirm ?? (Console.isInteractive ? .ask : .manual) }
}

/// The option `--settle`, for commands that bring interfaces up.
struct SettleOption: ParsableArguments {
    @Option(help: ArgumentHelp("Seconds that interfaces may take to come up: 5 to 3600.", valueName: "SECONDS"))
    var settle = 60

    func validate() throws {
        guard (5...3600).contains(settle) else { throw ValidationError("--settle takes 5 to 3600 seconds.") }
    }
}

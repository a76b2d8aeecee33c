import ArgumentParser

struct CheckpointGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint",
        abstract: "Look at, keep, take back or prolong the pending trial.",
        subcommands: [Status.self, Confirm.self, RollBack.self, Extend.self, Forget.self],
        defaultSubcommand: Status.self)
}

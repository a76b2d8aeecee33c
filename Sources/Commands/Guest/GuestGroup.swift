import ArgumentParser

struct GuestGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest", abstract: "The virtual machines that a spec names.", subcommands: [Export.self])
}

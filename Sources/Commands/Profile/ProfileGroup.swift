import ArgumentParser

struct ProfileGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "The NetworkManager profiles of this host, and those that a spec becomes.",
        subcommands: [List.self, Show.self, Diff.self, Export.self])
}

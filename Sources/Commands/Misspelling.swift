import ArgumentParser
import Topology

/// Recognizes misspelled commands, which the argument parser would report only as unexpected arguments.
enum Misspelling {
    /// Makes sure that the arguments begin with the name of a command.
    ///
    /// - Throws: `CommandError` with the command that the user probably meant, or with all commands.
    static func check(_ arguments: [String]) throws(CommandError) {
        var known = Application.configuration.subcommands
        var path: [String] = []
        for word in arguments {
            if word == "help" || word.hasPrefix("-") { return }
            if let command = known.first(where: { $0.configuration.shouldDisplay && $0._commandName == word }) {
                path.append(word)
                known = command.configuration.subcommands
                if known.isEmpty { return }
                continue
            }
            // Hidden commands are found by their own names only.
            if known.contains(where: { $0._commandName == word }) { return }
            let names = known.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
            let place = path.isEmpty ? "" : "`\(path.joined(separator: " "))` has "
            let meant = Suggestion.closest(to: word, among: names)
            throw CommandError(
                .usage, path.isEmpty ? "there is no command `\(word)`" : "\(place)no command `\(word)`",
                hint: meant.map { "did you mean `\((["nm-topology"] + path + [$0]).joined(separator: " "))`?" }
                    ?? "the commands are \(names.joined(separator: ", "))")
        }
    }
}

/// How the arguments ask for documents on standard output.
enum DocumentForm {
    /// One document, indented: `--json`.
    case indented
    /// Many, each on a line of its own: `--progress json`.
    case lines

    /// What this process was asked for; `nil` where it was not asked for documents.
    static let asked = DocumentForm(Arguments.own)

    /// - Parameter arguments: of the program, also those that no command understands.
    init?(_ arguments: [String]) {
        let arguments = arguments.prefix { $0 != "--" }
        let pairs = zip(arguments, arguments.dropFirst())
        if arguments.contains("--progress=json") || pairs.contains(where: { $0 == "--progress" && $1 == "json" }) {
            self = .lines
        } else if arguments.contains("--json") {
            self = .indented
        } else {
            return nil
        }
    }
}

/// The form of the JSON documents that the arguments ask for on standard output.
enum DocumentForm {
    /// One indented document (`--json`).
    case indented
    /// Many documents, each on a line of its own (`--progress json`).
    case lines

    /// The form that this process's arguments ask for; `nil` if they ask for no JSON.
    static let asked = DocumentForm(Arguments.own)

    /// Finds the form that arguments ask for; `nil` if they ask for no JSON.
    ///
    /// - Parameter arguments: the program's arguments, which may be such as no command understands.
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

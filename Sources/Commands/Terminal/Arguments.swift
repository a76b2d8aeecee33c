import CArguments
import Glibc

/// The arguments of this process, as it was started: also where there is no /proc, in which Swift's own `CommandLine`
/// looks for them.
enum Arguments {
    /// Without the program's name.
    static let own: [String] = (1..<max(1, nm_argument_count())).compactMap { index in
        nm_argument(index).map { String(cString: $0) }
    }

    /// What to type to do the same as root.
    static var withSudo: String { (["sudo", "nm-topology"] + own.map(quoted)).joined(separator: " ") }

    /// An argument as a shell takes it: in quotes where it has more in it than letters, digits and the like.
    private static func quoted(_ argument: String) -> String {
        let isPlain =
            !argument.isEmpty
            && argument.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                    UInt8(ascii: "/"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "@"):
                    true
                default: false
                }
            }
        return isPlain ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
    }
}

import CArguments
import Glibc
import NetTypes

/// The arguments of this process.
///
/// They are there even without /proc, from which Swift's own `CommandLine` reads them.
enum Arguments {
    /// The arguments without the program's name.
    static let own: [String] = (1..<max(1, nm_argument_count())).compactMap { index in
        nm_argument(index).map { String(cString: $0) }
    }

    /// The command line that does the same as root, for a hint.
    static var withSudo: String { (["sudo", "nm-topology"] + own.map(quoted)).joined(separator: " ") }

    /// Quotes an argument for a shell, if it holds more than letters, digits and `-_./,:=@`.
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
        return isPlain ? argument : "'" + argument.swapping("'", for: "'\\''") + "'"
    }
}

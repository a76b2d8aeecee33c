import Foundation

/// Where the checkout and the freshly built program are.
public enum Fixture {
    /// The root of the repository, from the place of this file.
    public static let repository: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// The folder of example specs.
    public static let examples = repository + "/examples"

    /// `nm-topology` as just built: `NM_TOPOLOGY_BINARY`, or what lies beside the test bundle.
    public static let program = ProcessInfo.processInfo.environment["NM_TOPOLOGY_BINARY"] ?? built("nm-topology")

    /// The path of a program that was built with the tests.
    ///
    /// - Parameter product: its name.
    /// - Returns: the path, beside the test bundle.
    public static func built(_ product: String) -> String {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle ?? ".").deletingLastPathComponent().path + "/" + product
    }

    /// The content of a file of the repository.
    ///
    /// - Parameter path: relative to the root of the repository.
    /// - Returns: the text.
    /// - Throws: when there is none.
    public static func text(_ path: String) throws -> String {
        try String(contentsOfFile: repository + "/" + path, encoding: .utf8)
    }
}

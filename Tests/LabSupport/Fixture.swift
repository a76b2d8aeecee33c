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
    public static let program: String = {
        if let path = ProcessInfo.processInfo.environment["NM_TOPOLOGY_BINARY"] { return path }
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle ?? ".").deletingLastPathComponent().path + "/nm-topology"
    }()

    /// The content of a file of the repository.
    ///
    /// - Parameter path: relative to the root of the repository.
    /// - Returns: the text.
    /// - Throws: when there is none.
    public static func text(_ path: String) throws -> String {
        try String(contentsOfFile: repository + "/" + path, encoding: .utf8)
    }
}

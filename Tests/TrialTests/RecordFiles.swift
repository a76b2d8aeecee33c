import Synchronization
import System
import Trial

/// The files of a trial, in memory.
final class RecordFiles: FileAccess, Sendable {
    static let trial = TrialStore.runPath + "/trial.json"
    static let underway = TrialStore.statePath + "/underway.json"
    static let commit = TrialStore.statePath + "/commit.json"
    static let history = TrialStore.statePath + "/history"

    private let files = Mutex<[String: [UInt8]]>([:])

    var store: TrialStore { get throws(FileError) { try TrialStore(files: self) } }

    var paths: [String] { files.withLock { $0.keys.sorted() } }

    subscript(path: String) -> [UInt8]? {
        get { files.withLock { $0[path] } }
        set { files.withLock { $0[path] = newValue } }
    }

    func makeDirectory(_ path: String) throws(FileError) {}
    func read(_ path: String) throws(FileError) -> [UInt8]? { self[path] }
    func write(_ bytes: [UInt8], to path: String) throws(FileError) { self[path] = bytes }
    func remove(_ path: String) throws(FileError) { self[path] = nil }

    func names(in path: String) throws(FileError) -> [String] {
        paths.filter { $0.hasPrefix(path + "/") }.map { String($0.dropFirst(path.count + 1)) }
    }

    func lock(_ path: String, wait: Double) throws(FileError) -> (any Sendable & AnyObject)? { self }
}

import Glibc

/// The /proc file system, which this program needs to watch other processes and to start itself again.
package enum ProcFS {
    /// Whether /proc is mounted.
    static var isMounted: Bool { access("/proc/self/stat", R_OK) == 0 }

    /// Makes sure that /proc is mounted.
    ///
    /// - Throws: `.noProc` when it is not.
    package static func require() throws(EngineError) {
        if !isMounted { throw .noProc }
    }
}

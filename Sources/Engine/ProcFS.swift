import Glibc

/// /proc, without which nothing can be said of other processes, nor this program be started again.
package enum ProcFS {
    static var isMounted: Bool { access("/proc/self/stat", R_OK) == 0 }

    /// - Throws: `.noProc` where it is not mounted.
    package static func require() throws(EngineError) {
        if !isMounted { throw .noProc }
    }
}

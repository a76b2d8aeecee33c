import Glibc
package import Host
package import Importing
import System
package import Topology

/// A spec that was made of another program's configuration.
package struct ImportedSpec: Sendable {
    /// The spec's text.
    package let text: String
    /// What could not be taken as it is.
    package let notices: [Notice]
    /// What is wrong, or doubtful, in the spec; places are in its text.
    package let diagnostics: [Diagnostic]

    /// Whether the spec can be applied.
    package var isValid: Bool { !diagnostics.contains { $0.severity == .error } }

    /// Reads files of another program.
    ///
    /// - Parameters:
    ///   - format: the program.
    ///   - paths: files and folders, or `-` for standard input; if empty, where the program has them.
    ///   - output: the spec's name in messages.
    /// - Throws: `.nothingToImport`, `.unreadableSpec`, `.cannotImport`.
    package init(_ format: ImportFormat, from paths: [String], as output: String) throws(EngineError) {
        let files = try ImportFiles.files(of: format, at: paths)
        do throws(ImportFailure) {
            let read = try format.read(files, include: ImportFiles.included)
            try self.init(read, head: ["Made by nm-topology import \(format.rawValue)."], as: output)
        } catch {
            throw .cannotImport(error)
        }
    }

    /// Makes a spec of what a host has.
    ///
    /// - Parameters:
    ///   - live: the host, with its profiles' settings.
    ///   - output: the spec's name in messages.
    /// - Throws: `.cannotImport`.
    package init(of live: LiveState, as output: String) throws(EngineError) {
        do throws(ImportFailure) {
            try self.init(Imported(live), head: ["Made by nm-topology import live."], as: output)
        } catch {
            throw .cannotImport(error)
        }
    }

    init(_ imported: Imported, head: [String], as output: String) throws(ImportFailure) {
        text = try imported.spec(head: head)
        notices = imported.notices.map(\.notice)
        do throws(InvalidSpec) {
            diagnostics = try Topology.validate([SpecSource(name: output, text: text)]).diagnostics
        } catch {
            diagnostics = error.diagnostics
        }
    }

    /// Writes the spec to a file (mode 0600) that is not there yet.
    ///
    /// - Throws: `.unwritable`, also where the file is there.
    package func write(to path: String) throws(EngineError) {
        do throws(FileError) {
            if access(path, F_OK) == 0 {
                throw FileError(path: path, reason: "it is there already; name another file, or move it away")
            }
            try DurableFile.write(Array(text.utf8), to: path)
        } catch {
            throw .unwritable(error)
        }
    }
}

import Glibc
import Importing
import System

/// Finds and reads the files of an import.
enum ImportFiles {
    /// The files at paths, those of a folder sorted by name.
    static func files(of format: ImportFormat, at paths: [String]) throws(EngineError) -> [ImportFile] {
        var paths = paths
        if paths.isEmpty, let usual = format.usualPlace { paths = [usual] }
        var files: [ImportFile] = []
        for path in paths {
            if isFolder(path) {
                let names = ((try? DurableFile.names(in: path)) ?? []).filter(format.isNamed).sorted()
                let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
                for name in names where !isFolder("\(folder)/\(name)") { files.append(try file("\(folder)/\(name)")) }
            } else {
                files.append(try file(path))
            }
        }
        if files.isEmpty { throw .nothingToImport(format, paths: paths) }
        return files
    }

    /// The files that a pattern of the shell finds; one that cannot be read is left out.
    static func included(_ pattern: String) -> [ImportFile] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            found.gl_pathv[index].map { String(cString: $0) }
        }.filter { !isFolder($0) }.compactMap { try? file($0) }
    }

    private static func file(_ path: String) throws(EngineError) -> ImportFile {
        do throws(FileError) {
            let bytes = try SpecFile.read(path)
            return ImportFile(
                name: path == "-" ? "standard input" : path, text: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .unreadableSpec(error)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

import NetTypes
import OrderedCollections
import Topology

extension Imported {
    /// The network as a spec, with everything that could not be said as comments.
    ///
    /// - Parameter head: lines of comment above everything.
    /// - Returns: the spec's text.
    /// - Throws: `ImportFailure` where it cannot be written, such as for a text that is no Unicode.
    package func spec(head: [String]) throws(ImportFailure) -> String {
        var (head, notes) = (head, [InterfaceName: [String]]())
        for notice in notices {
            if let name = notice.interface, interfaces[name] != nil {
                notes[name, default: []].append(notice.comment)
            } else {
                // What is about no interface of the spec stands above everything.
                head.append((notice.interface.map { "\($0): " } ?? "") + notice.comment)
            }
        }
        do {
            return try SpecWriter.text(
                of: interfaces, absent: absent, unmanaged: unmanaged, declared: declared, head: head, notes: notes)
        } catch {
            throw ImportFailure(at: nil, "the spec cannot be written: \(error)")
        }
    }
}

extension ImportNotice {
    /// The notice as a line of comment, without control characters, which YAML does not have in comments either.
    fileprivate var comment: String {
        let line = (place.map { "\($0): " } ?? "") + text + (help.map { ". \($0)" } ?? "")
        var shown = ""
        for scalar in line.unicodeScalars {
            let isBroken =
                scalar.properties.generalCategory == .control || [0xfeff, 0x2028, 0x2029].contains(scalar.value)
            shown.unicodeScalars.append(isBroken ? "?" : scalar)
        }
        return shown
    }
}

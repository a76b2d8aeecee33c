import Glibc
package import Host

extension LinkFacts {
    /// Reads a link's files; blocks for less than a millisecond.
    ///
    /// - Parameters:
    ///   - name: as the kernel has it.
    ///   - root: where sysfs is mounted.
    /// - Returns: what could be read.
    package static func read(_ name: String, root: String = "/sys") -> LinkFacts {
        func text(_ file: String) -> String? { TextFile.read("\(root)/class/net/\(name)/\(file)")?.firstLine }
        var facts = LinkFacts()
        // Virtual links answer -1, or 4294967295 in old kernels, for a speed that there is not.
        facts.speed = text("speed").flatMap { Int($0) }.flatMap { (1..<Int(Int32.max)).contains($0) ? $0 : nil }
        facts.duplex = text("duplex").flatMap { $0 == "unknown" ? nil : $0 }
        facts.receivedPackets = text("statistics/rx_packets").flatMap { Int($0) }
        facts.sentPackets = text("statistics/tx_packets").flatMap { Int($0) }
        return facts
    }
}

/// Small files of the kernel's.
enum TextFile {
    /// The content, up to 64 KiB, or `nil` when it cannot be read.
    static func read(_ path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < 65536 {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    fileprivate var firstLine: String { String(prefix { $0 != "\n" }) }
}

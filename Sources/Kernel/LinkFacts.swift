import Glibc
package import Host
import System

extension LinkFacts {
    /// Reads a link's files; blocks for less than a millisecond.
    ///
    /// - Parameters:
    ///   - name: the link's name in the kernel.
    ///   - root: where sysfs is mounted.
    /// - Returns: the facts, each as far as it could be read.
    package static func read(_ name: String, root: String = "/sys") -> LinkFacts {
        func text(_ file: String) -> String? { TextFile.read("\(root)/class/net/\(name)/\(file)")?.firstLine }
        var facts = LinkFacts()
        // Virtual links, which have no speed, answer -1, or 4294967295 in old kernels.
        facts.speed = text("speed").flatMap { Int($0) }.flatMap { (1..<Int(Int32.max)).contains($0) ? $0 : nil }
        facts.duplex = text("duplex").flatMap { $0 == "unknown" ? nil : $0 }
        facts.receivedPackets = text("statistics/rx_packets").flatMap { Int($0) }
        facts.sentPackets = text("statistics/tx_packets").flatMap { Int($0) }
        return facts
    }
}

extension String {
    fileprivate var firstLine: String { String(prefix { $0 != "\n" }) }
}

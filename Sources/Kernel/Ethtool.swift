import CLinux
import Glibc

/// What drivers tell of their NICs (`SIOCETHTOOL`, linux/ethtool.h).
package enum Ethtool {
    /// Asks the driver of a link for everything that it tells; blocks for a millisecond or so.
    ///
    /// - Parameter link: the link's name in the kernel.
    /// - Returns: the values as in `LiveLink.ethtool`; what the driver does not have is missing.
    package static func read(_ link: String) -> [String: Int] {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return [:] }
        defer { close(descriptor) }
        let driver = Driver(descriptor: descriptor, link: Array(link.utf8.prefix(15)))
        var values = driver.features
        for block in blocks {
            guard let words = driver.ask(block.command, words: block.words) else { continue }
            for (index, name) in block.fields { values[name] = Int(words[index]) }
        }
        // The kernel's bits, of which NetworkManager's are twice.
        if let bits = values["wake-on-lan"] { values["wake-on-lan"] = bits * 2 }
        if let words = driver.ask(0x01, words: 11) {
            // The struct of `ETHTOOL_GSET` has fields of 16 and 8 bits.
            let speed = Int(words[3] & 0xffff) | Int(words[7] & 0xffff) << 16
            if (1..<Int(Int32.max)).contains(speed), speed != 0xffff { values["speed"] = speed }
            let duplex = words[3] >> 16 & 0xff
            if duplex <= 1 { values["duplex"] = Int(duplex) }
            values["autoneg"] = Int(words[4] >> 16 & 0xff)
        }
        return values
    }

    /// Commands that answer with a struct of 32-bit words, and the words that matter.
    private static let blocks: [(command: UInt32, words: Int, fields: [(Int, String)])] = [
        (
            0x0e, 23,
            [
                "rx-usecs", "rx-frames", "rx-usecs-irq", "rx-frames-irq", "tx-usecs", "tx-frames", "tx-usecs-irq",
                "tx-frames-irq", "stats-block-usecs", "adaptive-rx", "adaptive-tx", "pkt-rate-low", "rx-usecs-low",
                "rx-frames-low", "tx-usecs-low", "tx-frames-low", "pkt-rate-high", "rx-usecs-high", "rx-frames-high",
                "tx-usecs-high", "tx-frames-high", "sample-interval",
            ].enumerated().map { ($0.offset + 1, "coalesce-\($0.element)") }
        ),
        (0x10, 9, [(5, "ring-rx"), (6, "ring-rx-mini"), (7, "ring-rx-jumbo"), (8, "ring-tx")]),
        (0x12, 4, [(1, "pause-autoneg"), (2, "pause-rx"), (3, "pause-tx")]),
        (0x3c, 9, [(5, "channels-rx"), (6, "channels-tx"), (7, "channels-other"), (8, "channels-combined")]),
        (0x44, 10, [(5, "eee-enabled")]),
        (0x50, 4, [(2, "fec-mode")]),
        (0x05, 5, [(2, "wake-on-lan")]),
    ]
}

private struct Driver {
    let descriptor: Int32
    let link: [UInt8]

    /// Asks a question whose answer has so many 32-bit words; the first of them is the command.
    func ask(_ command: UInt32, words: Int, _ question: [UInt32] = []) -> [UInt32]? {
        var buffer = [command] + question + [UInt32](repeating: 0, count: max(0, words - 1 - question.count))
        // `struct ifreq`: the name in 16 bytes, then the address of the buffer.
        var request = [UInt64](repeating: 0, count: 5)
        let isDone = buffer.withUnsafeMutableBytes { buffer in
            request.withUnsafeMutableBytes { request in
                guard let base = request.baseAddress else { return false }
                request.copyBytes(from: link)
                request.storeBytes(
                    of: UInt64(UInt(bitPattern: buffer.baseAddress)), toByteOffset: 16, as: UInt64.self)
                return ioctl(descriptor, 0x8946, base) == 0
            }
        }
        return isDone ? buffer : nil
    }

    /// The driver's features by the kernel's names: 1 if one is on, plus 2 if it can be changed.
    var features: [String: Int] {
        // `ETHTOOL_GSSET_INFO` for the set `ETH_SS_FEATURES`: how many names there are.
        guard let info = ask(0x37, words: 5, [0, 1 << 4, 0]), info[2] != 0 else { return [:] }
        let count = Int(info[4])
        guard (1...1024).contains(count), let names = ask(0x1b, words: 3 + count * 8, [4, UInt32(count)]),
            let state = ask(0x3a, words: 2 + (count + 31) / 32 * 4, [UInt32((count + 31) / 32)])
        else { return [:] }
        let bytes = names.withUnsafeBytes { Array($0.dropFirst(12)) }
        var values: [String: Int] = [:]
        for index in 0..<count {
            let name = String(decoding: bytes[index * 32..<index * 32 + 32].prefix { $0 != 0 }, as: UTF8.self)
            let block = 2 + index / 32 * 4
            let bit = UInt32(1) << UInt32(index % 32)
            // Each block: what the driver has, what is wanted, what is on, and what never changes.
            let isOn = state[block + 2] & bit != 0
            values["feature-\(name)"] = (isOn ? 1 : 0) + (state[block] & bit != 0 ? 2 : 0)
        }
        return values
    }
}

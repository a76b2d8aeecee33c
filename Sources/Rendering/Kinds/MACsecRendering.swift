import NetTypes
import Topology

extension MACsec: KindInRendering {
    var summary: [String] {
        ["MACsec on \(parent), key \(keyName.prefix(8))" + (keyName.count > 8 ? "…" : "") + " of \(keyFile)"]
            + (isEncrypted ? [] : ["not encrypted"])
    }
}

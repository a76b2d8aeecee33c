import NetTypes
import Topology

extension MACsec: KindInRendering {
    var summary: [String] {
        ["MACsec on \(parent), \(agreement.summary)"] + (isEncrypted ? [] : ["not encrypted"])
            + (offload.map { ["offload \($0.rawValue)"] } ?? [])
    }
}

extension MACsec.Agreement {
    fileprivate var summary: String {
        switch self {
        case .key(let name, let file): "key \(name.prefix(8))" + (name.count > 8 ? "…" : "") + " of \(file)"
        case .login(let login): "key by 802.1X as \(login.identity)"
        }
    }
}

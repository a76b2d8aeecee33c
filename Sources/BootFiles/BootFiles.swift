package import Host
import NetTypes

/// Finds the other programs that configure this host's NICs at boot, by their files.
///
/// A program counts only if it is installed and starts at boot; a file that it does not read is no claim.
package enum BootFiles {
    /// Finds the claims on NICs.
    ///
    /// - Parameters:
    ///   - nics: the NICs, by their names in the kernel.
    ///   - root: the folder that stands for `/`, without a slash at its end.
    /// - Returns: at most one claim for each program and NIC, in the order of `nics`.
    package static func claims(on nics: [LiveLink], root: String = "") -> [BootClaim] {
        if nics.isEmpty { return [] }
        let tree = FileTree(root: root)
        let sources: [(LiveLink) -> BootClaim?] = [
            Interfaces(tree).claim, Networkd(tree).claim, NetworkScripts(tree).claim, CloudInit(tree).claim,
        ]
        return nics.flatMap { nic in sources.compactMap { $0(nic) } }
    }
}

import Host
import NetTypes
import Planning

/// D044: NICs that NetworkManager has now, and another program has at boot.
enum BootRules {
    static func findings(_ site: Site) -> [Finding] {
        guard let manager = site.host.manager else { return [] }
        let generated = Set(manager.profiles.filter(\.isGenerated).map(\.uuid))
        let held = Set(
            manager.devices.filter { device in
                device.isReal && device.activeUUID.map { !generated.contains($0) } ?? false
            }.map(\.interface))
        return site.observation.bootClaims.filter { $0.isActing && held.contains($0.nic.text) }.map { claim in
            Finding(
                .configuredAtBoot, .warning, on: [claim.nic.text], BootClaimWords.summary(of: claim),
                seen: [.init("NetworkManager has a profile active on \(claim.nic), too", command: "cat \(claim.file)")],
                meaning: "After the next boot two programs configure \(claim.nic), and the host may have another "
                    + "network than now: a second address, another default route, or none.",
                here: [.init(BootClaimWords.remedy(for: claim))])
        }
    }
}

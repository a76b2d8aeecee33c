import DBus
package import Diagnosis
import NMClient
import NetTypes
import Planning
import Profiles
package import Trial

extension NMBackend {
    /// What NetworkManager says, for a diagnosis: two rounds of questions, and no change.
    ///
    /// - Returns: profiles, devices, what these were set up by, and what switches said by LLDP.
    /// - Throws: `.notRunning`, or what NetworkManager answers.
    package func observation() async throws(ControlError) -> ManagerObservation {
        let live = try await liveState(withSettings: true)
        let manager = try await manager()
        let objects = try await perform { (manager) async throws(NMError) in try await manager.objects() }
        let active = objects.devices.filter { $0.real && $0.activeConnection != nil }
        let settings = await manager.appliedConnections(active.map(\.path))
        var applied: [String: Settings] = [:]
        for device in active {
            // A device that has just been taken down has none any more.
            if case .success(let dictionary) = settings[device.path] {
                applied[device.interface] = SettingsCoder.decode(dictionary)
            }
        }
        let frames = objects.devices.flatMap { device in
            device.lldpFrames.map { ManagerObservation.LLDPFrame(interface: device.interface, bytes: $0) }
        }
        return ManagerObservation(
            profiles: live.profiles, devices: live.devices, applied: applied, lldpFrames: frames)
    }
}

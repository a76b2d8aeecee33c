import Checks
import Diagnosis
import GLib
import Glibc
import Kernel
import Logging
import NMBackend
import NetTypes
import Planning
import Trial

/// Looks at this host, once.
enum HostObserver {
    /// Reads the kernel and, where it is there, NetworkManager; blocks for some milliseconds.
    ///
    /// - Parameter log: what is done with NetworkManager goes there.
    /// - Returns: what was seen, and what could not be, in words.
    /// - Throws: `CommandError` when the kernel cannot be asked.
    static func observe(log: Logger) async throws -> (observation: HostObservation, notSeen: [String]) {
        var observation = try kernel()
        var notSeen: [String] = []
        do throws(ControlError) {
            let backend = try await NMBackend.connect(log: log)
            if await backend.owner() == nil { throw ControlError(.notRunning, "it is not running") }
            var manager = try await backend.observation()
            for profile in manager.profiles {
                if let path = profile.filename, let file = keyfile(path) { manager.files[path] = file }
            }
            observation.switchPorts = manager.lldpFrames.compactMap {
                SwitchPort(interface: $0.interface, frame: $0.bytes)
            }
            observation.manager = manager
        } catch {
            notSeen.append("NetworkManager and its profiles (\(error.message))")
        }
        if geteuid() != 0 { notSeen.append("profiles' files, the kernel's log, LACP partners (needs root)") }
        return (observation, notSeen)
    }

    /// Reads the kernel once more.
    ///
    /// - Parameter observation: keeps what NetworkManager said.
    /// - Throws: `CommandError` when the kernel cannot be asked.
    static func lookAgain(_ observation: inout HostObservation) throws {
        var second = try kernel()
        second.manager = observation.manager
        second.switchPorts = observation.switchPorts
        observation = second
    }

    private static func kernel() throws -> HostObservation {
        do throws(KernelError) {
            var socket = try RouteSocket()
            let state = try KernelState.read(from: &socket)
            var observation = HostObservation(kernel: state)
            let links = state.links.values
            if links.contains(where: { $0.kind == "bridge" }) {
                observation.forwarding = try socket.forwardingDatabase()
                observation.ownAddressReports = OwnAddressReport.read()
            }
            observation.neighbours = try socket.neighbours(.v4) + socket.neighbours(.v6)
            for link in links where link.kind == "vlan" || link.controllerKind == "bond" {
                observation.facts[link.index] = LinkFacts.read(link.name)
            }
            for link in links where link.bond?.mode == .lacp {
                observation.partners.merge(BondPartners.read(link.name)) { first, _ in first }
            }
            return observation
        } catch {
            throw CommandError(.failed, "\(error)")
        }
    }

    /// The values of a keyfile by group and key; `nil` for one that cannot be read or is none.
    private static func keyfile(_ path: String) -> [String: [String: String]]? {
        guard let bytes = try? SpecFile.read(path), let file = try? Keyfile(parsing: bytes) else { return nil }
        var result: [String: [String: String]] = [:]
        for group in file.groups {
            for key in file.keys(in: group) { result[group, default: [:]][key] = (try? file.string(group, key)) ?? "" }
        }
        return result
    }
}

import Checks
import Diagnosis
import GLib
import Glibc
import Host
import Kernel
import Logging
import NMBackend
import NetTypes
import Planning
import Trial

/// Looks at this host, once, with an eye on what may be wrong.
enum HostObserver {
    /// Reads the kernel and, where it is there, NetworkManager; blocks for some milliseconds.
    ///
    /// - Parameters:
    ///   - caller: who asks; anybody but root sees less.
    ///   - log: what is done with NetworkManager goes there.
    /// - Returns: what was seen, and what could not be, in words.
    /// - Throws: `.kernel` when the kernel cannot be asked.
    static func observe(
        for caller: Caller, log: Logger
    ) async throws(EngineError) -> (observation: HostObservation, notSeen: [String]) {
        do throws(KernelError) {
            let (host, missing) = try await HostReader.read(log: log)
            var observation = HostObservation(host)
            var notSeen: [String] = []
            if let missing { notSeen.append("NetworkManager and its profiles (\(missing.message))") }
            if let manager = host.manager {
                for path in manager.profiles.compactMap(\.filename) { observation.files[path] = keyfile(path) }
                observation.switchPorts = manager.lldpFrames.compactMap {
                    SwitchPort(interface: $0.interface, frame: $0.bytes)
                }
                observation.differences = differences(host, for: caller)
            }
            hear(&observation)
            notSeen += unreadable(observation, for: caller)
            return (observation, notSeen)
        } catch {
            throw .kernel(error)
        }
    }

    /// What was tried and may not be read: nothing is said of what there is not, and no finding rests on it.
    private static func unreadable(_ observation: HostObservation, for caller: Caller) -> [String] {
        let host = observation.host
        var found: [String] = []
        let why = caller.isRoot ? "" : " (needs root)"
        if let manager = host.manager {
            let files = manager.profiles.compactMap(\.filename).filter {
                observation.files[$0] == nil && access($0, R_OK) != 0
            }
            if !files.isEmpty { found.append("the files of \(files.count) profiles\(why)") }
        }
        if host.kernel.hasBridge, !OwnAddressReport.isReadable { found.append("the kernel's log\(why)") }
        let silent = host.kernel.links.values.filter { link in
            link.bond?.mode == .lacp
                && host.kernel.ports(of: link.index).contains { host.partners[$0.name] == nil }
        }.map(\.name).sorted()
        if !silent.isEmpty, !caller.isRoot || !ProcFS.isMounted {
            found.append(
                "which switch each port of \(silent.joined(separator: ", ")) hears by LACP"
                    + (ProcFS.isMounted ? why : " (/proc is not mounted)"))
        }
        if !caller.isRoot { found.append("the spec in force, and whether a trial is under way (needs root)") }
        return found
    }

    /// Reads the kernel once more.
    ///
    /// - Parameter observation: keeps what NetworkManager said.
    /// - Throws: `.kernel` when the kernel cannot be asked.
    static func lookAgain(_ observation: inout HostObservation) throws(EngineError) {
        do throws(KernelError) {
            var host = try HostReader.kernel()
            host.manager = observation.host.manager
            observation.host = host
            hear(&observation)
        } catch {
            throw .kernel(error)
        }
    }

    private static func hear(_ observation: inout HostObservation) {
        observation.ownAddressReports = observation.host.kernel.hasBridge ? OwnAddressReport.read() : []
    }

    /// What is otherwise than in the spec in force; nothing while a trial is under way, which has another spec.
    private static func differences(_ host: HostState, for caller: Caller) -> [Mismatch] {
        guard caller.isRoot, let store = try? TrialStore() else { return [] }
        if let trial = (try? store.trial()) ?? nil, !trial.isOver { return [] }
        return store.differences(from: host.live)
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

import BootFiles
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

/// Collects what the diagnosis needs to know of this host.
enum HostObserver {
    /// Reads the kernel's state and, if it answers, NetworkManager's; blocks for some milliseconds.
    ///
    /// - Parameters:
    ///   - caller: who asks; anybody but root sees less.
    ///   - log: the log for calls to NetworkManager.
    /// - Returns: the observation, and, in words, what could not be seen.
    /// - Throws: `.kernel` when the kernel does not answer.
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
            observation.bootClaims = BootFiles.claims(on: NICs.all(host.live))
            hear(&observation)
            notSeen += unreadable(observation, for: caller)
            return (observation, notSeen)
        } catch {
            throw .kernel(error)
        }
    }

    /// Lists, in words, what this host has and this caller could not read, so that no finding rests on it.
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

    /// Reads the kernel's state once more.
    ///
    /// - Parameter observation: the observation to renew; it keeps what NetworkManager said.
    /// - Throws: `.kernel` when the kernel does not answer.
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

    /// Reads what the kernel's log says of frames that came to a bridge from one of its own addresses.
    private static func hear(_ observation: inout HostObservation) {
        observation.ownAddressReports = observation.host.kernel.hasBridge ? OwnAddressReport.read() : []
    }

    /// Compares the host with the spec in force.
    ///
    /// - Returns: the differences; none for anybody but root, nor while a trial, which has another spec, is under way.
    private static func differences(_ host: HostState, for caller: Caller) -> [Mismatch] {
        guard caller.isRoot, let store = try? TrialStore() else { return [] }
        if let trial = (try? store.trial()) ?? nil, !trial.isOver { return [] }
        return store.differences(from: host.live)
    }

    /// Reads a keyfile's values, by group and key; returns `nil` if it cannot be read or is not a keyfile.
    private static func keyfile(_ path: String) -> [String: [String: String]]? {
        guard let bytes = try? SpecFile.read(path), let file = try? Keyfile(parsing: bytes) else { return nil }
        var result: [String: [String: String]] = [:]
        for group in file.groups {
            for key in file.keys(in: group) { result[group, default: [:]][key] = (try? file.string(group, key)) ?? "" }
        }
        return result
    }
}

import NetTypes
import System

/// A record from a file, which is checked for impossible values before it is used.
///
/// Only root can write the files, so this is not against attackers, but against a damaged disk, an editor, and sums
/// that overflow.
protocol Plausible {
    /// What is impossible in the record, as one clause; `nil` if nothing is.
    var implausible: String? { get }
}

/// Times up to the year 9999, in seconds since 1970.
private let seconds: ClosedRange<Int64> = 0...253_402_300_799
/// Times up to the year 9999, in milliseconds.
private let milliseconds: ClosedRange<Int64> = 0...253_402_300_799_000

extension TrialRecord: Plausible {
    var implausible: String? {
        let processes = [apply] + (guardian.map { [$0] } ?? [])
        if id.utf8.count != 6 || !id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) {
            return "its ID is not six hexadecimal digits"
        }
        if !seconds.contains(startedAt) || !seconds.contains(endedAt ?? 0) { return "a time in it cannot be" }
        if ![preparedAt, deadline, checkpoint?.created ?? 0, nextAttempt ?? 0].allSatisfy(milliseconds.contains) {
            return "a time in it cannot be"
        }
        if !(0...10_000_000).contains(timeout) || !(0...20_000_000).contains(checkpointTimeout) {
            return "a timeout in it cannot be"
        }
        if !(0...1_000_000_000).contains(attempts ?? 0) { return "a number of attempts in it cannot be" }
        if !processes.allSatisfy({ $0.pid > 0 }) { return "a process in it cannot be" }
        let files = (netplan?.files.map(\.path) ?? []) + ((netplan?.back ?? []) + (netplan?.edits ?? [])).map(\.path)
        if !files.allSatisfy(NetplanFiles.isYAML) { return "it names a file that is not netplan's" }
        return reached?.implausible ?? changes.lazy.compactMap(\.implausible).first
    }
}

extension ProfileChange: Plausible {
    var implausible: String? {
        if let restored, restored.beside?.allSatisfy({ IfcfgFiles.isBeside($0.path, of: restored.path) }) == false {
            return "it names a file that is not one of the profile's"
        }
        guard let filename else { return nil }
        if beside?.allSatisfy({ IfcfgFiles.isBeside($0.path, of: filename) }) == false {
            return "it names a file that is not one of the profile's"
        }
        return filename.hasPrefix("/") && !filename.holds("/../") && !filename.utf8.contains(0)
            ? nil : "it names a file that cannot be"
    }
}

extension CommitRecord: Plausible {
    var implausible: String? {
        for profile in keep {
            if profile.beside?.allSatisfy({ IfcfgFiles.isBeside($0.path, of: profile.path) }) == false {
                return "it names a file that is not one of the profile's"
            }
            // Only a restore writes there.
            if profile.exact != nil, IfcfgFiles.isProfile(profile.path) || NetplanFiles.isProfile(profile.path) {
                continue
            }
            let name = profile.path.dropFirst(ProfileDirectory.path.count + 1)
            if !profile.path.hasPrefix(ProfileDirectory.path + "/") || name.isEmpty || name.hasPrefix(".")
                || name.utf8.contains(where: { $0 == 0x2f || $0 == 0 })
            {
                return "it names a file that is not in \(ProfileDirectory.path)"
            }
        }
        if let netplan {
            let isNetplan =
                netplan.edits.allSatisfy { NetplanFiles.isYAML($0.path) }
                && netplan.gone.allSatisfy(NetplanFiles.isProfile)
            if !isNetplan { return "it names a file that is not netplan's" }
        }
        return delete.lazy.compactMap(\.implausible).first
    }
}

extension HistoryEntry: Plausible {
    var implausible: String? { seconds.contains(endedAt) ? record.implausible : "a time in it cannot be" }
}

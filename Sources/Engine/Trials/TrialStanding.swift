import Host
package import System
package import Trial

/// A trial at one moment, with the machine's facts that are shown with it.
package struct TrialStanding: Sendable {
    /// The trial.
    package let record: TrialRecord
    /// The moment, in milliseconds of CLOCK_BOOTTIME.
    package let now: Int64
    /// The moment, in seconds since 1970.
    package let date: Int64
    /// The trial's guard; `nil` if none is alive, or the trial is over.
    package let guardian: ProcessIdentity?
    /// The trial's number in the history; `nil` if the trial is not over, or not in the history.
    package let entry: Int?

    /// Looks at the machine on behalf of a trial.
    ///
    /// - Parameters:
    ///   - record: the trial.
    ///   - host: the machine.
    ///   - files: the file system that holds the history.
    package init(of record: TrialRecord, on host: any TrialHost, files: any FileAccess = LinuxFiles()) {
        self.record = record
        now = host.now()
        date = host.date()
        guardian = record.isOver ? nil : host.guardian(of: record.id)
        entry = record.isOver ? (try? TrialStore(files: files).number(of: record)) ?? nil : nil
    }

    /// Reads the last trial of this boot without a session; returns `nil` if there is none or it cannot be read.
    package static func last(in files: any FileAccess = LinuxFiles()) -> TrialRecord? {
        (try? TrialStore(files: files).trial()) ?? nil
    }
}

/// A profile that was up before a trial and is not up now.
package struct DownProfile: Hashable, Sendable {
    /// The profile's name in NetworkManager (`connection.id`).
    package let id: String
    /// The profile's UUID.
    package let uuid: String
    /// The interface that the profile was up on.
    package let interface: String
    /// Whether no other profile has the same name.
    package let isOnlyOne: Bool
}

extension Session {
    /// Finds the profiles that were up before an undetermined trial and are not up now.
    ///
    /// - Returns: the profiles; none if the trial is not undetermined, or the host cannot be read.
    package func down(of record: TrialRecord) async -> [DownProfile] {
        guard case .undetermined = record.phase, let live = await look(withSettings: true) else { return [] }
        let up = Set(live.devices.compactMap(\.activeUUID))
        let names = Dictionary(grouping: live.profiles, by: \.id)
        return record.before.active.filter { !up.contains($0.uuid) }.compactMap { active in
            live.profile(uuid: active.uuid).map {
                DownProfile(
                    id: $0.id, uuid: active.uuid, interface: active.interface,
                    isOnlyOne: names[$0.id]?.count == 1)
            }
        }
    }
}

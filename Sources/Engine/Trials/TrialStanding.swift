import Host
package import System
package import Trial

/// A trial at one moment, with what of the machine is told beside it.
package struct TrialStanding: Sendable {
    package let record: TrialRecord
    /// The moment, in milliseconds of CLOCK_BOOTTIME.
    package let now: Int64
    /// The moment, in seconds since 1970.
    package let date: Int64
    /// The process that tends it, if one does; `nil` once it is over.
    package let guardian: ProcessIdentity?
    /// Its number in the history, once it is over and there.
    package let entry: Int?

    /// - Parameters:
    ///   - record: the trial.
    ///   - host: the machine.
    ///   - files: where the history is.
    package init(of record: TrialRecord, on host: any TrialHost, files: any FileAccess = LinuxFiles()) {
        self.record = record
        now = host.now()
        date = host.date()
        guardian = record.isOver ? nil : host.guardian(of: record.id)
        entry = record.isOver ? (try? TrialStore(files: files).number(of: record)) ?? nil : nil
    }

    /// The trial of this boot that was started last, as far as its record can be read without any session.
    package static func last(in files: any FileAccess = LinuxFiles()) -> TrialRecord? {
        (try? TrialStore(files: files).trial()) ?? nil
    }
}

/// A profile that was up before a trial and is not up now.
package struct DownProfile: Hashable, Sendable {
    /// The profile's name in NetworkManager (`connection.id`).
    package let id: String
    package let uuid: String
    package let interface: String
    /// No other profile has the name.
    package let isOnlyOne: Bool
}

extension Session {
    /// The profiles that were up before a trial and are not up now, if its rollback left something otherwise.
    ///
    /// - Returns: nothing where NetworkManager does not answer: it is only said, and decides nothing.
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

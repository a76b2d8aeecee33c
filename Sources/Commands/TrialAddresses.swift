import Host
import NMBackend
import Planning
import Rendering
import Trial

extension Session {
    /// Where to log in while a trial is pending, if that could not be known beforehand.
    ///
    /// - Returns: nothing for other trials, and where NetworkManager does not answer: it is only said, and decides nothing.
    func addresses(of record: TrialRecord) async -> String {
        guard case .pending = record.phase, let live = try? await backend.liveState(withSettings: false) else {
            return ""
        }
        return AddressView.text(of: record, on: live)
    }
}

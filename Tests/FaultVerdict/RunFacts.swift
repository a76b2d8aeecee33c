/// The facts that a run of the fault sweep has left behind.
package struct RunFacts: Sendable {
    /// What the lab did on the host, and how commands ended.
    package var notes: Notes
    /// The host at some moments, by their names: `pending`, `before-restore`, `without-room`, `end`, `again`.
    package var looks: [String: Look]
    /// The trial's record at some moments, by their names: `before-hand`, `after-hand`, `refused`, `left`, `end`.
    package var moments: [String: Moment]
    /// The names of the files and folders in /var/lib/nm-topology.
    package var state: Set<String>
    /// The last trial of the history.
    package var history: Moment.Record
    /// The output of `nm-topology recover` at boot.
    package var recovered: String
    /// The files that a command without room must not change, before that command; `nil` if nobody listed them.
    package var filesBefore: [String]?
    /// The files that a command without room must not change, after that command; `nil` if nobody listed them.
    package var filesAfter: [String]?
    /// The output of commands, by the names of their files.
    package var texts: [String: String]

    /// The facts of a look at the host, or why they cannot be read.
    package typealias Look = Result<HostFacts, FactsError>

    package init(
        notes: Notes, looks: [String: Look] = [:], moments: [String: Moment] = [:], state: Set<String> = [],
        history: Moment.Record = .none, recovered: String = "", texts: [String: String] = [:]
    ) {
        self.notes = notes
        self.looks = looks
        self.moments = moments
        self.state = state
        self.history = history
        self.recovered = recovered
        self.texts = texts
    }

    /// Reads the facts of a run from its folder.
    ///
    /// - Parameter path: the folder's path.
    /// - Throws: ``FactsError`` when the notes, a moment or a command's output cannot be read.
    package init(folder path: String) throws(FactsError) {
        let folder = Folder(path: path)
        notes = try Notes(folder.text("notes"))
        looks = [:]
        for name in folder.folder("looks").names {
            do throws(FactsError) {
                looks[name] = .success(try HostFacts(folder: folder.folder("looks/" + name).path))
            } catch { looks[name] = .failure(error) }
        }
        moments = [:]
        for name in folder.folder("moments").names { moments[name] = try Moment(folder.folder("moments/" + name)) }
        state = Set(folder.folder("state").names)
        let history = folder.folder("state/history")
        self.history =
            if let last = history.names.last(where: { $0.hasSuffix(".json") }) {
                Moment.Record(history, entry: last)
            } else { .none }
        recovered = (try? folder.text("recover.log")) ?? ""
        filesBefore = try? folder.lines("files.before")
        filesAfter = try? folder.lines("files.after")
        texts = [:]
        for name in Set(["apply", "tool"] + notes.clean.map(\.name)) where folder.has(name) {
            texts[name] = try folder.text(name)
        }
    }
}

extension Moment.Record {
    /// Reads the trial's record from an entry of the history.
    fileprivate init(_ folder: Folder, entry name: String) {
        do throws(FactsError) {
            let file: HistoryFile = try folder.json(name)
            self = .trial(file.record)
        } catch { self = .unreadable(error.description) }
    }
}

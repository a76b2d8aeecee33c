import CSandbox
import Glibc
package import System

/// A machine of its own on this machine, with a message bus, NetworkManager, and the network around it.
///
/// It is for one thread. Nothing of it outlives this process, nor `end()`.
package final class Sandbox {
    /// What a script in the sandbox left behind.
    package struct Outcome: Sendable {
        /// As in a shell: 128 + N after signal N.
        package let status: Int
        /// Its standard output.
        package let output: String
        /// Its standard error.
        package let errors: String
    }

    /// Why a sandbox does not do what it should, in one sentence without a full stop.
    package struct Failure: Error, Sendable {
        package let text: String

        package init(text: String) { self.text = text }
    }

    /// The folder that this machine and the sandbox share.
    package let folder: String
    private let child: PipedChild
    private var pending: [UInt8] = []
    private var noise: [String] = []
    private var finished: [Int: Int] = [:]
    private var jobs = 0

    /// Makes the folder of a sandbox, with the scripts in it, in memory: it gets this host's secrets.
    ///
    /// - Parameter kind: what the sandbox runs on.
    /// - Returns: its path.
    /// - Throws: `FileError`.
    package static func makeFolder(for kind: SandboxKind) throws(FileError) -> String {
        // User-Mode Linux has a /dev of its own, and namespaces a /run.
        let parent = kind == .uml ? "/run" : "/dev/shm"
        let folder = try TemporaryFolder.make("\(parent)/nm-topology.")
        for name in ["scripts", "jobs", "bin", "disk", "specs"] { try DurableFile.makeDirectory("\(folder)/\(name)") }
        var number = 0
        while let name = csandbox_file_at(number).name {
            let file = csandbox_file_at(number)
            let bytes = Array(UnsafeBufferPointer(start: file.bytes, count: file.size))
            try DurableFile.write(bytes, to: "\(folder)/scripts/\(String(cString: name))", mode: 0o700)
            number += 1
        }
        return folder
    }

    /// Boots a sandbox and waits until its NetworkManager has finished starting.
    ///
    /// - Parameters:
    ///   - kind: what it runs on.
    ///   - folder: as `makeFolder` made it; it is removed when the sandbox ends.
    ///   - settings: more of the environment of `init`.
    /// - Throws: `Failure`.
    package init(_ kind: SandboxKind, folder: String, settings: [String: String]) throws(Failure) {
        self.folder = folder
        var settings = settings
        settings["LAB_KIND"] = kind.rawValue
        settings["LAB_SCRATCH"] = folder
        settings["LAB_DISK"] = folder + "/disk"
        settings["LAB_PATH"] = "/run/lab/scratch/bin"
        let (words, environment) = kind.command(
            scripts: folder + "/scripts", scratch: folder, settings: settings, isOnce: false)
        // It boots again when it was told to, and takes its folder with it, also where this process was killed. What
        // it boots is a session of its own, which may kill itself.
        let keeper = #"""
            folder=$1; shift
            while rm -f "$folder/again"; setsid -w "$@"; [ -e "$folder/again" ]; do :; done
            rm -rf "$folder"
            """#
        do throws(FileError) {
            child = try PipedChild(["bash", "-c", keeper, "keeper", folder] + words, environment: environment)
        } catch {
            throw Failure(text: error.description)
        }
        do throws(Failure) { try waitUntilUp() } catch {
            child.finish()
            throw error
        }
    }

    /// Runs a script on the host or in another network namespace of the sandbox.
    ///
    /// - Parameters:
    ///   - script: for bash; it has what the script `rehearsal` defines.
    ///   - node: `host` or the name of a network namespace.
    ///   - seconds: how long it may take.
    /// - Returns: its status, which may well be a failure, and its output.
    /// - Throws: `Failure` when it takes longer, or the sandbox is gone.
    package func run(_ script: String, on node: String = "host", within seconds: Int = 60) throws(Failure) -> Outcome {
        let job = try start(script, on: node)
        return try wait(for: job, within: seconds)
    }

    /// Starts a script and does not wait for it.
    ///
    /// - Returns: its number, for `wait` and `interrupt`.
    /// - Throws: `Failure` when the script cannot be handed over.
    package func start(_ script: String, on node: String = "host") throws(Failure) -> Int {
        jobs += 1
        let text = ". $LAB/site; . $LAB/daemons; . $LAB/rehearsal\n" + script
        do throws(FileError) {
            try DurableFile.write(Array(text.utf8), to: "\(folder)/jobs/\(jobs).sh")
        } catch {
            throw Failure(text: error.description)
        }
        child.write("run \(jobs) \(node) plain\n")
        return jobs
    }

    /// Sends SIGINT to a script and what it started.
    package func interrupt(_ job: Int) { child.write("kill \(job) INT\n") }

    /// Kills a script and what it started.
    package func kill(_ job: Int) { child.write("kill \(job) KILL\n") }

    /// Waits for the end of a script; call it once for each.
    ///
    /// - Returns: as `run` does.
    /// - Throws: `Failure` when it takes longer, or the sandbox is gone.
    package func wait(for job: Int, within seconds: Int = 60) throws(Failure) -> Outcome {
        let limit = ContinuousClock.now + .seconds(seconds)
        while finished[job] == nil {
            guard let line = try line(until: limit) else {
                throw Failure(text: "a script in the sandbox took longer than \(seconds) s")
            }
            take(line)
        }
        func text(_ stream: String) -> String {
            let bytes = (try? DurableFile.read("\(folder)/jobs/\(job).\(stream)")) ?? nil
            return String(decoding: bytes ?? [], as: UTF8.self)
        }
        return Outcome(status: finished.removeValue(forKey: job) ?? -1, output: text("out"), errors: text("err"))
    }

    /// Boots the sandbox again, on the same disk.
    ///
    /// - Parameter isCut: whether the power goes, rather than that NetworkManager ends in order.
    /// - Throws: `Failure` when it does not come up again.
    package func boot(isCut: Bool = false) throws(Failure) {
        finished = [:]
        child.write(isCut ? "cut\n" : "again\n")
        try waitUntilUp()
    }

    /// Gives it another network around it, for the next boot.
    ///
    /// - Parameter site: the description, in the words of the script `site`.
    /// - Throws: `Failure`.
    package func rewire(_ site: String) throws(Failure) {
        do throws(FileError) { try DurableFile.write(Array(site.utf8), to: folder + "/site") } catch {
            throw Failure(text: error.description)
        }
    }

    /// Ends the sandbox at once; returns when nothing is left of it.
    package func end() { child.finish() }

    private func waitUntilUp() throws(Failure) {
        let limit = ContinuousClock.now + .seconds(240)
        while true {
            guard let line = try line(until: limit) else {
                throw Failure(text: "the sandbox did not boot within 240 s")
            }
            if line == .up { return }
            if case .failed(let why) = line { throw Failure(text: "in the sandbox, \(why)\(complaints)") }
            take(line)
        }
    }

    private func take(_ line: AgentLine) {
        switch line {
        case .done(let job, let status): finished[job] = status
        case .noise(let text) where !text.isEmpty: noise.append(text)
        case .up, .flushed, .failed, .noise: break
        }
    }

    /// What was said first beside answers.
    private var complaints: String { noise.prefix(12).map { "; " + $0 }.joined() }

    /// The next line; `nil` when there is none in time.
    private func line(until limit: ContinuousClock.Instant) throws(Failure) -> AgentLine? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = pending.firstIndex(of: 10) {
                let line = String(decoding: pending[..<end].filter { $0 != 13 }, as: UTF8.self)
                pending.removeFirst(end + 1)
                return AgentLine(line)
            }
            let left = (limit - .now) / .milliseconds(1)
            if left <= 0 { return nil }
            var ready = pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)
            if poll(&ready, 1, Int32(left.rounded(.up))) <= 0 { continue }
            let count = read(child.output, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { throw Failure(text: "the sandbox ended before its work was done\(complaints)") }
            pending += buffer[..<count]
        }
    }
}

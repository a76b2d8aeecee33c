package import Host
package import Planning
package import Sandbox
import System

/// The whole of an apply in a sandbox: the present network comes up, the spec is applied, rolled back, applied again and
/// confirmed, and the host boots.
package struct Rehearsal: Sendable {
    /// The spec's files, by the last part of their names.
    private let specs: [(name: String, bytes: [UInt8])]
    private let isWhole: Bool
    private let isForced: Bool
    private let settle: Int
    private let kind: SandboxKind
    private let hasFaults: Bool
    /// This program's file.
    private let program: String

    /// Describes a rehearsal.
    ///
    /// - Parameters:
    ///   - specs: the spec's files, by the last part of their names.
    ///   - isWhole: whether the spec describes the whole host (`--prune`).
    ///   - isForced: whether to go on in spite of dangers (`--force`).
    ///   - settle: the seconds that interfaces may take to come up.
    ///   - kind: what the sandbox runs on.
    ///   - hasFaults: whether the program and NetworkManager are killed and the power goes, too.
    ///   - program: this program's file.
    package init(
        specs: [(name: String, bytes: [UInt8])], isWhole: Bool, isForced: Bool, settle: Int, kind: SandboxKind,
        hasFaults: Bool, program: String
    ) {
        self.specs = specs
        self.isWhole = isWhole
        self.isForced = isForced
        self.settle = settle
        self.kind = kind
        self.hasFaults = hasFaults
        self.program = program
    }

    /// Runs the rehearsal; blocks its thread meanwhile.
    ///
    /// - Parameters:
    ///   - world: the network around the host.
    ///   - plan: what the spec would do to this host.
    ///   - live: this host.
    ///   - linger: is called with the sandbox before it ends.
    ///   - observe: is called with each event.
    /// - Returns: whether nothing failed.
    /// - Throws: `Sandbox.Failure` when there can be no sandbox, or it breaks down.
    package func run(
        in world: World, plan: Plan, on live: LiveState, linger: (Sandbox) -> Void = { _ in },
        observe: @escaping (RehearsalEvent) -> Void
    ) throws(Sandbox.Failure) -> Bool {
        observe(.world(world))
        let begin = ContinuousClock.now
        let folder: String
        do throws(FileError) {
            folder = try Sandbox.makeFolder(for: kind)
            try furnish(folder, world)
        } catch {
            throw Sandbox.Failure(text: error.description)
        }
        let sandbox = try Sandbox(kind, folder: folder, settings: ["LAB_HOST": "1"])
        defer { sandbox.end() }
        var course = RehearsalCourse(
            sandbox, in: world, plan: plan, apply: apply, spec: (paths + planOptions).joined(separator: " "),
            begin: begin, observe: observe)
        try course.lookAtPresent(live)
        for step in RehearsalStep.allCases.dropFirst() where hasFaults || !step.isFault {
            guard try course.run(step) else { break }
        }
        linger(sandbox)
        return course.isPassed
    }

    private var paths: [String] {
        specs.enumerated().map { index, spec in
            let name = spec.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" }
            return "/run/lab/scratch/specs/\(index)-\(String(name))"
        }
    }

    private var planOptions: [String] { isWhole ? ["--prune"] : [] }

    private func apply(timeout: Int) -> String {
        (["nm-topology", "apply"] + paths + planOptions + (isForced ? ["--force"] : [])
            + ["--confirm", "manual", "--timeout", "\(timeout)", "--settle", "\(settle)"]).joined(separator: " ")
    }

    /// Puts this host's profiles, this program and the spec into the sandbox's folder.
    private func furnish(_ folder: String, _ world: World) throws(FileError) {
        let copy = #"""
            set -e
            folder=$1
            cp -- "$2" "$folder/bin/nm-topology"
            chmod 755 "$folder/bin/nm-topology"
            put() {
                mkdir -p -m 700 "$folder/$2"
                [ ! -d "$1" ] || cp -a "$1/." "$folder/$2/"
            }
            put /etc/NetworkManager/system-connections disk/system-connections
            put /var/lib/NetworkManager disk/NetworkManager
            put /var/lib/nm-topology disk/nm-topology
            put /run/NetworkManager/conf.d run/conf.d
            mkdir -p "$folder/run/system-connections"
            for file in /run/NetworkManager/system-connections/netplan-*; do
                [ ! -e "$file" ] || cp -a "$file" "$folder/run/system-connections/"
            done
            """#
        guard Child.run(["/bin/bash", "-c", copy, "copy", folder, program], within: 60) == 0 else {
            _ = Child.run(["/bin/rm", "-rf", folder], within: 20)
            throw FileError(path: folder, reason: "this host's profiles cannot be copied to it")
        }
        try DurableFile.write(Array(world.site(.before).utf8), to: folder + "/site")
        for (path, spec) in zip(paths, specs) {
            try DurableFile.write(spec.bytes, to: folder + path.dropFirst("/run/lab/scratch".count))
        }
    }
}

extension RehearsalStep {
    /// Whether something is broken on purpose.
    package var isFault: Bool { self == .killTool || self == .killManager || self == .powerCut }
}

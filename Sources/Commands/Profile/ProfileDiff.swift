import ArgumentParser
import Engine
import Rendering
import Topology

extension ProfileGroup {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what profiles differ in: from the spec, from what was applied, from their files.",
            discussion: """
                With a spec: from what NetworkManager has to what the spec makes. Without: from what was last confirmed, by \
                the history, to what NetworkManager has, which is what somebody changed by hand. In both cases also what \
                NetworkManager has in memory and not on disk. `plan` says the same of interfaces, and what it takes.

                Exit code 0 when there is no difference, 2 when there is.
                """)

        @Argument(
            help: ArgumentHelp("Spec files; several are merged. `-` is standard input.", valueName: "SPEC"),
            completion: .file(extensions: ["yaml", "yml", "json"]))
        var files: [String] = []

        @OptionGroup var common: CommonOptions
        @Flag(help: "Print it as JSON.")
        var json = false

        func run() async throws {
            let topology = files.isEmpty ? nil : try specified()
            let session = try await common.session()
            let (differences, unsaved) = try await session.differences(from: topology)
            if json {
                Console.document(ProfileDiffReport(differences, unsaved: unsaved))
            } else {
                let view = ProfileView(style: Console.style(of: 1))
                let text = view.diff(differences) + view.unsaved(unsaved)
                Console.out(text.isEmpty ? "No differences.\n" : text)
            }
            if !differences.isEmpty || !unsaved.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
        }

        private func specified() throws -> Topology {
            try SpecOptions.read(ReadSpec.sources(files)).topology
        }
    }
}

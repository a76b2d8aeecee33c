import ArgumentParser
import Engine
import Rendering

extension ProfileFormat: ExpressibleByArgument {}

extension ProfileGroup {
    struct Export: AsyncParsableCommand, HostlessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a spec's profiles down, for hosts without this tool or for your own eyes.",
            discussion: """
                keyfile: what NetworkManager itself would write; copy the files to
                /etc/NetworkManager/system-connections (owner root, mode 0600) and run `nmcli
                connection reload`; below an image's root, --root puts them there. nmcli: a
                shell script that adds the same profiles and activates none; with the argument
                `up` it activates them in order, which is no trial. json: the settings by their
                D-Bus names. Nothing on this host is changed, and NetworkManager is not needed,
                save for --live.
                """)

        @OptionGroup var spec: SpecOptions
        @OptionGroup var common: CommonOptions

        @Flag(help: "Take the profiles that nm-topology made on this host instead of a spec's.")
        var live = false

        @Option(help: ArgumentHelp("keyfile, nmcli or json.", valueName: "FORMAT"))
        var format = ProfileFormat.keyfile

        @Option(
            help: ArgumentHelp(
                "Write files here (mode 0600; the directory is made) instead of to standard output.",
                valueName: "DIR"), completion: .directory)
        var output: String?

        @Option(
            help: ArgumentHelp(
                "Write the profiles below the root of an image, where NetworkManager reads them, as it wants them.",
                valueName: "DIR"), completion: .directory)
        var root: String?

        @Flag(help: "Remove profiles there that nm-topology wrote, and that the spec no longer has.")
        var prune = false

        @Flag(
            help:
                "Put the keys of MACsec and the passwords of 802.1X in, from the files that the spec names. Otherwise it says where they go."
        )
        var secrets = false

        func validate() throws {
            if live, !spec.files.isEmpty { throw ValidationError("Give either --live or a spec.") }
            if root != nil, output != nil { throw ValidationError("Give either --output or --root.") }
            if root != nil, format != .keyfile { throw ValidationError("--root takes keyfiles, and no other format.") }
            if prune, format != .keyfile || (root == nil && output == nil) {
                throw ValidationError("--prune goes with keyfiles, and with --output or --root.")
            }
        }

        func run() async throws {
            // What apply left on this host, read back from NetworkManager.
            let session = try await common.session()
            try write(try ProfileFiles.export(of: try await session.ownProfiles(), as: format, secrets: secrets))
        }

        func runWithoutHost() throws -> Bool {
            if live { return false }
            try write(try ProfileFiles.export(of: try spec.read().topology, as: format, secrets: secrets))
            return true
        }

        private func write(_ export: ExportedProfiles) throws {
            try write(export.files)
            for one in export.keyless {
                let (name, setting, property) = (one.name.printable, one.setting, one.property)
                let what = setting == "macsec" ? "key" : "password"
                let place =
                    switch format {
                    case .keyfile: "write `\(property)=\(what.uppercased())` below [\(setting)] of its file"
                    case .nmcli:
                        "call `nmcli connection modify \(name) \(setting).\(property) \(what.uppercased())` before `up`"
                    case .json: "set `\(property)` of `\(setting)`"
                    }
                Console.err("Note: the \(what) of \(name) is not in its profile: \(place), or give --secrets.\n")
            }
        }

        private func write(_ files: [NamedText]) throws {
            let target: ExportTarget
            if let root {
                target = .image(root: root)
            } else if let output {
                target = .folder(output)
            } else {
                for file in files {
                    Console.document(files.count > 1 ? "# \(file.name)\n\(file.text)\n" : file.text)
                }
                return
            }
            let stale = try ProfileFiles.write(files, to: target, as: format, prune: prune, for: .current)
            if stale.names.isEmpty { return }
            let isOne = stale.names.count == 1
            Console.err(
                "Note: \(stale.folder.printable) has \(isOne ? "a profile" : "profiles") of an earlier export that this "
                    + "spec does not have: \(stale.names.joined(separator: ", ").printable). --prune removes "
                    + "\(isOne ? "it" : "them").\n")
        }
    }
}

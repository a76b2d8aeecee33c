import ArgumentParser
import Engine

extension GuestGroup {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the guests' network interfaces as libvirt's XML.",
            discussion: """
                Prints an <interface> element for each interface of the spec's `guests`, to be
                put into the <devices> of `virsh edit`; or, with --output, a file for each, for
                `virsh attach-device GUEST FILE --config`. Nothing is done to a guest, and
                neither NetworkManager nor libvirt is needed. The PCI address of a virtual
                function comes from the spec (`pci`), or else from this host.

                With --network: a <network> for each bridge of the spec, for `virsh net-define`,
                with a portgroup for each VLAN of a filtering bridge.
                """)

        @OptionGroup var spec: SpecOptions

        @Option(
            name: .customLong("guest"),
            help: ArgumentHelp("Only this guest; may be given several times.", valueName: "GUEST"))
        var names: [String] = []

        @Flag(help: "Write libvirt's networks for the bridges instead of the guests' interfaces.")
        var network = false

        @Option(
            help: ArgumentHelp(
                "Write files here (mode 0600; the directory is made) instead of to standard output.",
                valueName: "DIR"), completion: .directory)
        var output: String?

        func validate() throws {
            if network, !names.isEmpty { throw ValidationError("--guest does not go with --network.") }
        }

        func run() throws {
            let topology = try spec.read().topology
            let files =
                try network ? GuestFiles.networks(of: topology) : GuestFiles.files(of: topology, guests: names)
            if let output { return try GuestFiles.write(files, to: output) }
            Console.document(files.map(\.text).joined(separator: "\n"))
        }
    }
}

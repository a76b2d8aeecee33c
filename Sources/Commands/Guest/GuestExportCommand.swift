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
                """)

        @OptionGroup var spec: SpecOptions

        @Option(
            name: .customLong("guest"),
            help: ArgumentHelp("Only this guest; may be given several times.", valueName: "GUEST"))
        var names: [String] = []

        @Option(
            help: ArgumentHelp(
                "Write files here (mode 0600; the directory is made) instead of to standard output.",
                valueName: "DIR"), completion: .directory)
        var output: String?

        func run() throws {
            let files = try GuestFiles.files(of: try spec.read().topology, guests: names)
            if let output { return try GuestFiles.write(files, to: output) }
            Console.document(files.map(\.text).joined(separator: "\n"))
        }
    }
}

import ArgumentParser
import Engine
import Rendering
import SwitchSide

struct SwitchRequirementsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch-requirements",
        abstract: "Say what the switch ports must be that this host is plugged into.",
        discussion: """
            Text to hand to the network team: link aggregation, tagged and untagged VLANs
            with who is in them, frame sizes, spanning tree, for each bundle of ports. It
            follows from the spec alone; neither root nor NetworkManager is needed. Which
            switch port is which, the network team fills in.
            """)

    @OptionGroup var spec: SpecOptions

    @Flag(help: "Print it as JSON.")
    var json = false

    func run() throws {
        let bundles = SwitchPorts.all(of: try spec.read().topology)
        if json { return Console.document(SwitchReport(bundles)) }
        if bundles.isEmpty { return Console.out("The host needs no switch port: the spec has no NIC.\n") }
        Console.out(SwitchView(style: Console.style(of: 1)).text(of: bundles))
    }
}

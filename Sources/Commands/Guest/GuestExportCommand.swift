import ArgumentParser
import Glibc
import GuestExport
import NetTypes
import OrderedCollections
import System
import Topology
import Trial

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
            let topology = try spec.topology().topology
            let guests = try chosen(topology)
            let documents: [GuestXML.Document]
            do throws(GuestXML.UnknownFunction) {
                documents = try GuestXML.documents(of: guests, in: topology) { Self.find($0, in: topology) }
            } catch {
                let (nic, index) = (error.function.nic, error.function.index)
                throw CommandError(
                    .badSpec,
                    "guest \(error.guest): the PCI address of virtual function \(index) of \(nic) is not known here",
                    hint: "run this on the host once its virtual functions are there, or write it into the spec:"
                        + " `vf: {\(index): {pci: \"0000:05:10.3\"}}`, as `readlink"
                        + " /sys/class/net/\(nic)/device/virtfn\(index)` shows it")
            }
            guard let output else {
                Console.document(documents.map(\.text).joined(separator: "\n"))
                return
            }
            do throws(StateError) {
                // A folder that is there is the user's, and keeps its mode.
                if mkdir(output, 0o700) != 0, errno != EEXIST {
                    throw StateError(path: output, reason: "cannot make it: \(String(cString: strerror(errno)))")
                }
                for file in documents { try DurableFile.write(Array(file.text.utf8), to: "\(output)/\(file.fileName)") }
            } catch {
                throw CommandError(.cannotWriteState, error.description)
            }
        }

        /// The guests that were asked for, or all.
        private func chosen(_ topology: Topology) throws(CommandError) -> [Guest] {
            if topology.guests.isEmpty {
                throw CommandError(
                    .badSpec, "the spec has no guests",
                    hint: "write for example `guests: {vm1: {interfaces: [{bridge: br200}]}}`")
            }
            if names.isEmpty { return topology.guests }
            for name in names where !topology.guests.contains(where: { $0.name == name }) {
                let all = topology.guests.map(\.name)
                throw CommandError(
                    .usage, "the spec has no guest \(name)",
                    hint: "its guests are \(all.prefix(10).joined(separator: ", "))\(all.count > 10 ? ", …" : "")")
            }
            return topology.guests.filter { names.contains($0.name) }
        }

        /// Asks this host's /sys, where the NIC is known by its name or its PCI path (Documentation/PCI/pci-iov-howto).
        private static func find(_ function: VirtualFunctionName, in topology: Topology) -> PCIAddress? {
            guard let nic = topology.interfaces[function.nic]?.nic else { return nil }
            let device: String
            if let path = nic.path {
                guard path.hasPrefix("pci-"), let address = PCIAddress(path.dropFirst(4)) else { return nil }
                device = "/sys/bus/pci/devices/\(address)"
            } else if nic.mac != nil {
                // Under which name it is here, only NetworkManager knows.
                return nil
            } else {
                device = "/sys/class/net/\(function.nic)/device"
            }
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = readlink("\(device)/virtfn\(function.index)", &buffer, buffer.count - 1)
            let target = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return target.split(separator: "/").last.flatMap { PCIAddress($0) }
        }
    }
}

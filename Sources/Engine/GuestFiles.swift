import Glibc
import GuestExport
import OrderedCollections
import System
package import Topology

/// Writes the network interfaces of a spec's guests as libvirt's XML.
package enum GuestFiles {
    /// Makes a file for each interface of a spec's guests.
    ///
    /// - Parameters:
    ///   - topology: the spec.
    ///   - names: the names of the guests that are wanted; if empty, all guests.
    /// - Returns: a text with libvirt's XML for each interface, in the order of the spec.
    /// - Throws: `.noGuests`, `.noGuest`, `.unknownFunction`.
    package static func files(of topology: Topology, guests names: [String]) throws(EngineError) -> [NamedText] {
        if topology.guests.isEmpty { throw .noGuests }
        for name in names where !topology.guests.contains(where: { $0.name == name }) {
            throw .noGuest(name, known: topology.guests.map(\.name))
        }
        let guests = names.isEmpty ? topology.guests : topology.guests.filter { names.contains($0.name) }
        do throws(GuestXML.UnknownFunction) {
            return try GuestXML.documents(of: guests, in: topology) { find($0, in: topology) }.map {
                NamedText(name: $0.fileName, text: $0.text)
            }
        } catch {
            throw .unknownFunction(guest: error.guest, error.function)
        }
    }

    /// Makes a file for each bridge of a spec, with libvirt's definition of a network.
    ///
    /// - Throws: `.noBridges` when the spec has none.
    package static func networks(of topology: Topology) throws(EngineError) -> [NamedText] {
        let networks = NetworkXML.documents(of: topology)
        if networks.isEmpty { throw .noBridges }
        return networks.map { NamedText(name: $0.fileName, text: $0.text) }
    }

    /// Writes files into a folder, and creates the folder if it does not exist.
    ///
    /// - Throws: `.unwritable` when the folder or a file cannot be written.
    package static func write(_ files: [NamedText], to folder: String) throws(EngineError) {
        do throws(FileError) {
            let folder = try ExportFolder(folder)
            for file in files { try folder.write(file.text, to: file.name) }
        } catch {
            throw .unwritable(error)
        }
    }

    /// Looks up a virtual function's PCI address in this host's /sys (Documentation/PCI/pci-iov-howto).
    ///
    /// - Returns: `nil` if this host does not have the function, or the spec does not find its NIC by name or PCI path.
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

package import Host
import Planning

/// What the host had before the trial, as far as a rollback has to see to it.
package struct Before: Codable, Hashable, Sendable {
    /// Active profiles, controllers and parents first.
    package var active: [Active]
    /// The links, with what counts as "the network is back".
    package var links: [Link]
    /// Routes that a person added with `ip`, and no profile has; `nil` in records of older versions.
    package var routes: [Route]?
    /// Routes that profiles made; `nil` in records of older versions.
    package var profileRoutes: [Route]?
    /// Rules that choose a routing table, but for the kernel's own; `nil` in records of older versions.
    package var rules: [LiveRule]?
    /// UUIDs of the profiles that NetworkManager made up for links that somebody configured without it.
    package var generated: [String]?

    private enum CodingKeys: String, CodingKey {
        case active = "active"
        case links = "links"
        case routes = "routes"
        case profileRoutes = "profileRoutes"
        case rules = "rules"
        case generated = "generated"
    }

    /// A route that somebody configured.
    package struct Route: Codable, Hashable, Sendable, CustomStringConvertible {
        package let interface: String
        /// With prefix length.
        package let destination: String
        package let via: String?
        package let table: Int
        package let metric: Int
        package let source: String?
        /// Who made the route (`RTPROT_…`).
        package let origin: UInt8

        private enum CodingKeys: String, CodingKey {
            case interface = "interface"
            case destination = "destination"
            case via = "via"
            case table = "table"
            case metric = "metric"
            case source = "source"
            case origin = "origin"
        }

        package var description: String { "the route to \(destination)" + (via.map { " via \($0)" } ?? "") }
    }

    package struct Active: Codable, Hashable, Sendable {
        package let interface: String
        package let uuid: String

        private enum CodingKeys: String, CodingKey {
            case interface = "interface"
            case uuid = "uuid"
        }

        package init(interface: String, uuid: String) {
            self.interface = interface
            self.uuid = uuid
        }
    }

    package struct Link: Codable, Hashable, Sendable {
        package let name: String
        package let controller: String?
        /// NetworkManager did not plug it in: a guest's tap.
        package let isForeignPort: Bool
        package let isUp: Bool
        /// Addresses with prefix length; link-local ones and those that DHCP or a router gave are left out.
        package let addresses: [String]
        /// Of a bridge and of ports: what the kernel keeps of them, and no profile has; `nil` in records of older versions.
        package var port: PortRecord?
        /// More of it; `nil` in records of older versions.
        package var facts: Facts?

        private enum CodingKeys: String, CodingKey {
            case name = "name"
            case controller = "controller"
            case isForeignPort = "isForeignPort"
            case isUp = "isUp"
            case addresses = "addresses"
            case port = "port"
            case facts = "facts"
        }

        package init(
            name: String, controller: String?, isForeignPort: Bool, isUp: Bool, addresses: [String],
            facts: Facts? = nil
        ) {
            self.name = name
            self.controller = controller
            self.isForeignPort = isForeignPort
            self.isUp = isUp
            self.addresses = addresses
            self.facts = facts
        }
    }

    package init(active: [Active], links: [Link]) {
        self.active = active
        self.links = links
    }
}

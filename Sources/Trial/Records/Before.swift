package import Host
import Planning

/// The state of the host before a trial, as far as a rollback has to restore it.
package struct Before: Codable, Hashable, Sendable {
    /// The active profiles, controllers and parents first.
    package var active: [Active]
    /// The links, with what must be true of each before the previous network counts as restored.
    package var links: [Link]
    /// Routes that somebody added with `ip` and that no profile has; `nil` in records of older versions.
    package var routes: [Route]?
    /// Routes that profiles added; `nil` in records of older versions.
    package var profileRoutes: [Route]?
    /// Policy routing rules other than the kernel's own; `nil` in records of older versions.
    package var rules: [LiveRule]?
    /// UUIDs of the in-memory profiles that NetworkManager generated for links that another program had configured.
    package var generated: [String]?

    private enum CodingKeys: String, CodingKey {
        case active = "active"
        case links = "links"
        case routes = "routes"
        case profileRoutes = "profileRoutes"
        case rules = "rules"
        case generated = "generated"
    }

    /// A route that somebody or some program configured.
    package struct Route: Codable, Hashable, Sendable, CustomStringConvertible {
        package let interface: String
        /// The destination with its prefix length.
        package let destination: String
        package let via: String?
        package let table: Int
        package let metric: Int
        package let source: String?
        /// The route's origin (`RTPROT_…`, rtnetlink(7)).
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

    /// An interface and the profile that was active on it.
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

    /// A link, with what a rollback has to restore of it.
    package struct Link: Codable, Hashable, Sendable {
        package let name: String
        package var controller: String?
        /// Whether another program than NetworkManager plugged the link into its controller, such as a guest's tap.
        package let isForeignPort: Bool
        package let isUp: Bool
        /// Addresses with prefix length, without link-local ones and those that DHCP or a router assigned.
        package let addresses: [String]
        /// What only the kernel keeps of a bridge or a port; `nil` for other links and in records of older versions.
        package var port: PortRecord?
        /// Further properties of the link; `nil` in records of older versions.
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

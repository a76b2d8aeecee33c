/// By which a file that was replaced or changed is told from what it was.
package struct FileStamp: Hashable, Sendable {
    package let inode: UInt64
    package let size: Int64
    package let seconds: Int64
    package let nanoseconds: Int64
}

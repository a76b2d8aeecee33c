/// The attributes that show whether a file has been replaced or changed.
package struct FileStamp: Hashable, Sendable {
    package let inode: UInt64
    package let size: Int64
    package let seconds: Int64
    package let nanoseconds: Int64
}

# Columns of views (`string_view`, as polars writes them) as columns of offsets, which every reader knows.

has_views(field::ArrowField) = field.kind in (23, 24) || any(has_views, field.children)

"The buffers of a batch, those of views replaced by offsets and values. Its layout was checked."
function without_views(columns, batch::ArrowBatch, contents)
    made = Vector{UInt8}[]
    foreach(column -> take_column!(made, column, batch, contents), columns)
    return made
end

function take_column!(made, field::ArrowField, batch::ArrowBatch, contents)
    rows, nulls = next_node!(batch)
    take!(count) = for _ in 1:count
        next_buffer!(batch, 0)
        push!(made, contents[batch.next_buffer])
    end
    kind = field.kind
    if field.dictionary !== nothing
        return take!(2)
    elseif kind in (23, 24)
        take!(1)
        bitmap = nulls == 0 ? UInt8[] : made[end]
        next_buffer!(batch, 0)
        views = contents[batch.next_buffer]
        values = map(1:next_variadic!(batch)) do _
            next_buffer!(batch, 0)
            contents[batch.next_buffer]
        end
        append!(made, offsets_of_views(rows, bitmap, views, values, batch.code))
        return
    end
    take!(kind == 1 ? 0 : kind in (13, 16) ? 1 : kind in (12, 17, 21) ? 2 : kind == 14 ? (field.is_dense ? 2 : 1) : kind in (4, 5, 19, 20) ? 3 : 2)
    foreach(child -> take_column!(made, child, batch, contents), field.children)
end

"Large offsets and values; a null has no bytes."
function offsets_of_views(rows::Int, bitmap, views, values, code)
    length(views) >= 16rows && length(bitmap) >= (isempty(bitmap) ? 0 : cld(rows, 8)) || damaged(code, "a column of views is too short")
    stored = sum(Int[length(each) for each in values])
    offsets, bytes = IOBuffer(), IOBuffer()
    write(offsets, htol(Int64(0)))
    for row in 0:rows-1
        if isempty(bitmap) || bitmap[row>>3+1] >> (row & 7) & 0x01 == 0x01
            at = 16row + 1
            size = Int(little_endian(Int32, views, at))
            if 0 <= size <= 12
                write(bytes, view(views, at+4:at+3+size))
            else
                number, offset = Int(little_endian(Int32, views, at + 8)), Int(little_endian(Int32, views, at + 12))
                size > 0 && 0 <= number < length(values) && 0 <= offset && offset + size <= length(values[number+1]) || damaged(code, "a value lies outside its buffers")
                write(bytes, view(values[number+1], offset+1:offset+size))
            end
            position(bytes) <= max(1 << 28, 16stored) || damaged(code, "a column claims more bytes than 16 times the $stored it has")
        end
        write(offsets, htol(Int64(position(bytes))))
    end
    return Base.take!(offsets), Base.take!(bytes)
end

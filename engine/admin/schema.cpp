#include "admin/schema.h"

namespace tidemark {

Schema Schema::named(std::string component) const {
  Schema copy = *this;
  copy.name = std::move(component);
  return copy;
}

Schema Schema::or_null() const {
  Schema copy = *this;
  copy.nullable = true;
  return copy;
}

Schema Schema::saying(std::string text) const {
  Schema copy = *this;
  copy.about = std::move(text);
  return copy;
}

Schema any_json() {
  return {};
}
Schema object(std::vector<Field> fields) {
  return {.kind = Schema::Kind::object, .fields = std::move(fields)};
}
Schema map_of(Schema value, std::size_t most) {
  return {.kind = Schema::Kind::map, .of = {std::move(value)}, .most = most};
}
Schema list_of(Schema element, std::size_t most) {
  return {.kind = Schema::Kind::array, .of = {std::move(element)}, .most = most};
}
Schema one_or_many(Schema one, std::size_t most) {
  Schema many = list_of(one, most);
  many.least = 1;
  return {.kind = Schema::Kind::either, .of = {std::move(one), std::move(many)}};
}
Schema text(std::size_t least, std::size_t most) {
  return {.kind = Schema::Kind::string, .least = least, .most = most};
}
Schema text(Format format) {
  return {.kind = Schema::Kind::string, .most = format == Format::uri ? 2048u : 200u, .format = format};
}
Schema one_of(std::initializer_list<const char*> choices) {
  return {.kind = Schema::Kind::string, .choices = {choices.begin(), choices.end()}};
}
Schema whole(std::int64_t minimum, std::int64_t maximum) {
  return {.kind = Schema::Kind::integer, .minimum = minimum, .maximum = maximum};
}
Schema fraction() {
  return {.kind = Schema::Kind::number};
}
Schema truth() {
  return {.kind = Schema::Kind::boolean};
}
Schema id() {
  return whole(1);
}

}  // namespace tidemark

#include "cli/session.h"

#include <algorithm>
#include <sstream>

#include "cli/table.h"

namespace tidemark::cli {
namespace {

constexpr std::size_t kCellColumns = 48;
constexpr std::size_t kLineColumns = 400;

std::string text_of_var(const Poco::Dynamic::Var& value) {
  if (value.isEmpty()) return "-";
  if (value.isBoolean()) return value.extract<bool>() ? "yes" : "no";
  if (value.isString()) return value.extract<std::string>();
  if (value.type() == typeid(Poco::JSON::Array::Ptr)) {
    std::string list;
    for (const auto& one : *value.extract<Poco::JSON::Array::Ptr>())
      list += (list.empty() ? "" : ", ") + text_of_var(one);
    return list.empty() ? "none" : list;  // not "-": a token of no business is not one of all
  }
  if (value.type() == typeid(Json::Ptr)) {
    std::string list;
    for (const auto& [name, one] : members_of(*value.extract<Json::Ptr>()))
      list += (list.empty() ? "" : ", ") + name + "=" + text_of_var(one);
    return list.empty() ? "-" : list;
  }
  return value.convert<std::string>();
}

}  // namespace

std::string cell(const Json& object, const std::string& name) {
  return text_of_var(object.get(name));
}

Members members_of(const Json& object) {
  Members all;
  for (const auto& name : object.getNames()) all.emplace_back(name, object.get(name));
  return all;
}

Json::Ptr child(const Json& object, const std::string& name) {
  const auto found = object.getObject(name);
  return found ? found : Json::Ptr(new Json);
}

int print_json(const Session& session, const std::string& body) {
  session.out() << body;
  if (body.empty() || body.back() != '\n') session.out() << '\n';
  return kGood;
}

int print_items(const Session& session, const Poco::JSON::Array& items,
                const std::vector<std::string>& columns) {
  if (session.json) {
    std::ostringstream list;
    items.stringify(list);
    return print_json(session, "{\"items\":" + list.str() + "}");
  }
  Table table(columns);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto object = items.getObject(static_cast<unsigned>(i));
    if (!object) continue;
    std::vector<std::string> row;
    for (const auto& column : columns) row.push_back(fit(cell(*object, column), kCellColumns));
    table.add(std::move(row));
  }
  table.print(session.out());
  return kGood;
}

int print_object(const Session& session, const ApiAnswer& answer) {
  if (session.json) return print_json(session, answer.body);
  std::size_t widest = 0;
  for (const auto& [name, value] : members_of(*answer.json)) widest = std::max(widest, width_of(name));
  for (const auto& [name, value] : members_of(*answer.json))
    session.out() << name << std::string(widest - width_of(name) + 2, ' ')
                  << fit(text_of_var(value), kLineColumns) << '\n';
  return kGood;
}

}  // namespace tidemark::cli

/** Members by what they have in common, groups and members in the order in which they came. */
const grouped = (members, key) => {
  const groups = new Map();
  members.forEach((member) => {
    const name = key(member);
    groups.has(name) ? groups.get(name).push(member) : groups.set(name, [member]);
  });
  return groups;
};

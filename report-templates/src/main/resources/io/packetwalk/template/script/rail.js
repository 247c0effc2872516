// Marks in the list of sections the one that is being read.
const listed = new Map([...document.querySelectorAll(".rail > ul > li > a")].map((entry) => [entry.getAttribute("href").slice(1), entry]));
const reading = (id) => listed.forEach((entry, place) => place === id ? entry.setAttribute("aria-current", "true") : entry.removeAttribute("aria-current"));
// The section that crosses a line a quarter down the screen.
const crossed = new IntersectionObserver((crossing) => crossing.filter((each) => each.isIntersecting).forEach((each) => reading(each.target.id)), { rootMargin: "-25% 0px -75% 0px" });
[...listed.keys()].map(byId).filter(Boolean).forEach((section) => crossed.observe(section));
